"""Tools for assistants (Model Context Protocol): small answers with every caution and grade."""
