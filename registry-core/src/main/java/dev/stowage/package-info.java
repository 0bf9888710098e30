/// Stowage: a container registry whose only durable state is one bucket.
///
/// This package holds nothing itself; each package below it is a room with one purpose, described
/// in its own `package-info`. The rooms form a graph without cycles, from the words of the
/// specification (`oci`), which know only the JDK, up to `http`, which alone knows the server.
@NullMarked
package dev.stowage;

import org.jspecify.annotations.NullMarked;
