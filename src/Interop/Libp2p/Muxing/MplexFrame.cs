namespace Consensoor.Interop.Libp2p.Muxing;

/// <summary>Kinds of mplex frames, by their number: who opened the stream says which of two.</summary>
internal enum MplexFrame : byte
{
    NewStream = 0,
    MessageReceiver = 1,
    MessageInitiator = 2,
    CloseReceiver = 3,
    CloseInitiator = 4,
    ResetReceiver = 5,
    ResetInitiator = 6,
}
