/// Names that clients choose: repositories, tags, and the references (tag or digest) that address a
/// manifest. Parsing is strict and linear; a value that exists may be put into an object key as it
/// is.
@NullMarked
package dev.stowage.oci.name;

import org.jspecify.annotations.NullMarked;
