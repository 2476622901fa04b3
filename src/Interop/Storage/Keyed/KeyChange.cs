namespace Consensoor.Interop.Storage.Keyed;

/// <summary>Puts a value under a key of a table; a null value takes the key out.</summary>
internal readonly record struct KeyChange(KeyTable Table, byte[] Key, byte[]? Value);
