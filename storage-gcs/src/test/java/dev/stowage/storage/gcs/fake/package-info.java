/// Google Cloud Storage as far as a registry needs it, stricter than the real one: what is not
/// understood is refused, preconditions hold on every verb, checksums and signatures are verified,
/// only fields that were asked for are told, and answers get lost when a test wants them to.
///
/// [dev.stowage.storage.gcs.fake.FakeGcs] starts it, in a test or as a process of its own. It keeps
/// large bodies in temporary files, forgets everything at its end, and knows neither access control
/// beyond "a valid token", nor classes, versions or soft deletion.
@NullMarked
package dev.stowage.storage.gcs.fake;

import org.jspecify.annotations.NullMarked;
