namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>Something that happened to a stream.</summary>
public readonly record struct MuxerEvent(MuxerEventKind Kind, MuxedStream Stream);
