/// Who refers to a digest: hints beside the manifests, verified against them at every read, so that
/// a referrer counts whether it came before its subject or after.
@NullMarked
package dev.stowage.manifest.referrer;

import org.jspecify.annotations.NullMarked;
