/// The media types the registry has an opinion about. Every other type is content it stores and
/// does not interpret.
@NullMarked
package dev.stowage.oci.media;

import org.jspecify.annotations.NullMarked;
