namespace Consensoor.Actors.Page;

/// <summary>The files of a kind and their bytes; with HasMore there are files that were not looked at.</summary>
public sealed record DiskKind(string Kind, int Files, long Bytes, bool HasMore);
