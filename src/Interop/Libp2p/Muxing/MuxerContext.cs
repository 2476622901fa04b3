namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>What dividing one connection takes: its bounds, and when it begins.</summary>
public sealed record MuxerContext(MuxerSettings Settings, DateTimeOffset Now);
