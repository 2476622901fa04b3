namespace Consensoor.Actors.Chain;

/// <summary>
/// Ends of epochs that workers may compute for blocks of peers that skip them, a share by slot, counted as blocks without their signatures.
/// What fits into a share takes of the slot's; what does not waits until the one before it is paid off, and holds up its own kind alone.
/// </summary>
internal sealed class SkipPurse
{
    // What an epoch's end costs; at a million validators it is about that.
    private const long BlocksPerEpoch = 8;

    private readonly long _share;
    private long _left;
    private long _debt;

    /// <summary>Begins a slot with a share, in blocks.</summary>
    public SkipPurse(long share) => (_share, _left) = (share, share);

    /// <summary>A slot begins.</summary>
    public void Grant() => (_left, _debt) = (_share, Math.Max(0, _debt - _share));

    /// <summary>Takes what a number of epochs costs; false where it has to wait for a later slot.</summary>
    public bool TryTake(ulong epochs)
    {
        var cost = BlocksPerEpoch * (long)epochs;
        if (cost > _share)
        {
            if (_debt > 0)
            {
                return false;
            }

            _debt = cost;
            return true;
        }

        if (cost > _left)
        {
            return false;
        }

        _left -= cost;
        return true;
    }
}
