/// Manifests and indexes: what they say, checked so strictly that every client reads the same out
/// of them. Parsers that differ over the same bytes (duplicate keys, keys that differ in case,
/// `layers` beside `manifests`) are how one image is shown to a scanner and another one to a
/// runtime, so all of that is refused. What is not ours to judge — unknown fields, unknown media
/// types of layers and configurations — passes, and the bytes are always kept as they came.
///
/// The room brings its own JSON reader, because it must see what others overlook, and a small
/// writer for the JSON of the protocol.
@NullMarked
package dev.stowage.oci.manifest;

import org.jspecify.annotations.NullMarked;
