namespace Consensoor.Actors.Page;

/// <summary>A file of the page: its media type, its bytes, and their ETag.</summary>
internal sealed record PageFile(string ContentType, byte[] Bytes, string ETag);
