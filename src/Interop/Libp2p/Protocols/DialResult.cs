namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>A link, or why there is none.</summary>
public readonly record struct DialResult(ILink? Link, string? Problem);
