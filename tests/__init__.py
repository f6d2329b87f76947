"""The tests: a package, so that no other package of that name in the environment takes its place."""
