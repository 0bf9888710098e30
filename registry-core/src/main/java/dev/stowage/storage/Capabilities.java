package dev.stowage.storage;

/// What a store can do. Sizes in bytes.
///
/// @param exclusive whether no other process can use the bucket while this one does
/// @param presign whether [ObjectStore#presignGet] gives URLs
/// @param conditionalDelete whether [ObjectStore#delete] takes [Condition.IfVersion]
/// @param minPart the smallest part that is not the last
/// @param maxPart the largest part
/// @param maxParts the most parts of one upload
/// @param maxBatchDelete the most keys one delete request carries
public record Capabilities(
    boolean exclusive,
    boolean presign,
    boolean conditionalDelete,
    long minPart,
    long maxPart,
    int maxParts,
    int maxBatchDelete) {}
