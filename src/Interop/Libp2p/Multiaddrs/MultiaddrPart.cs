namespace Consensoor.Interop.Libp2p.Multiaddrs;

/// <summary>One part of a multiaddr: a protocol and the bytes of its value, empty where it has none.</summary>
public readonly record struct MultiaddrPart(MultiaddrProtocol Protocol, ReadOnlyMemory<byte> Value);
