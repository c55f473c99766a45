/**
 * A C library for Markdown in Java: in process with {@code MarkdownRenderer}, and as a supervised pool with {@code MarkdownPool}. The
 * modules' C sources are in {@code examples/c/markdown}; {@code examples/documents} has some documents and the HTML that another engine
 * (V8) made of them with the same modules.
 */
package dev.troupe.examples.markdown;
