namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>Kinds of Yamux frames, by their number.</summary>
internal enum YamuxFrame : byte
{
    Data = 0,
    WindowUpdate = 1,
    Ping = 2,
    GoAway = 3,
}
