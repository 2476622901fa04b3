namespace Consensoor.Interop.Storage;

/// <summary>
/// One record of a store: what it is, its key in words, its bytes on disk, and what is wrong with it, null where nothing.
/// </summary>
public sealed record StoredItem(string Kind, string Key, long Bytes, string? Damage);
