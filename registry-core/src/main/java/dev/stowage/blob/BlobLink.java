package dev.stowage.blob;

import dev.stowage.layout.UploadId;

/// That a repository may serve a blob; repeats the record's data and size, which never change while
/// the record stands.
record BlobLink(UploadId data, long size) {}
