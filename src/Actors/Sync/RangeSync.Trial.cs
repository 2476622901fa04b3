using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <summary>
/// A trial: blocks of a peer do not connect, and slots before them were called empty by others. The peer shows the way from the head alone;
/// its blocks in those slots show who was wrong, and that there are none, or they do not connect, shows nothing against the others.
/// </summary>
internal sealed partial class RangeSync
{
    private bool IsOnTrial(RangeBatch batch) => _trial == batch.Peer;

    /// <summary>The peer that shows the way alone; null where none does, or it is not to be asked any more.</summary>
    private PeerInfo? Guide(IReadOnlyList<PeerInfo> free)
    {
        var guide = free.FirstOrDefault(peer => peer.Peer == _trial);
        if (guide is null)
        {
            EndTrial();
        }

        return guide;
    }

    private void EndTrial()
    {
        _trial = null;
        _known.Acquit();
    }
}
