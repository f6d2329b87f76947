/** The address of the Gutbone server that the content comes from. */
export const baseUrl = "http://127.0.0.1:8000";
