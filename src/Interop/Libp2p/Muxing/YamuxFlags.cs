namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>Flags of Yamux frames.</summary>
[Flags]
internal enum YamuxFlags : ushort
{
    None = 0,
    Syn = 1,
    Ack = 2,
    Fin = 4,
    Rst = 8,
    All = Syn | Ack | Fin | Rst,
}
