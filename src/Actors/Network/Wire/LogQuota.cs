namespace Consensoor.Actors.Network.Wire;

/// <summary>Lines about peers that may be written until the next slot; the others are counted.</summary>
internal sealed class LogQuota(int lines)
{
    private int _used;

    /// <summary>Lines that were not written since the quota was last filled.</summary>
    public int Skipped { get; private set; }

    /// <summary>Takes a line; false where it is not to be written.</summary>
    public bool TryTake()
    {
        if (_used < lines)
        {
            _used++;
            return true;
        }

        Skipped++;
        return false;
    }

    /// <summary>Fills the quota; gives how many lines were not written.</summary>
    public int Fill()
    {
        var skipped = Skipped;
        (_used, Skipped) = (0, 0);
        return skipped;
    }
}
