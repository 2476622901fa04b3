using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Pools;

/// <summary>
/// Finds proposers that made two blocks of a slot (`phase0/beacon-chain.md#proposer-slashings`). It keeps headers of the last slots, so
/// many of a proposer and slot; further ones are dropped, since nobody verified them.
/// </summary>
internal sealed class DoubleProposals(Slot window)
{
    /// <summary>The most headers of a proposer and slot.</summary>
    public const int Most = 4;

    private readonly SortedDictionary<Slot, Dictionary<ValidatorIndex, List<(SignedBeaconBlockHeader Header, bool IsVerified)>>> _seen = [];

    /// <summary>
    /// Notes a header, with a signature that was verified or not; gives the slashings that it makes with those that are known, where one of
    /// the two was verified. Headers outside of the window around a slot are left alone.
    /// </summary>
    public IReadOnlyList<ProposerSlashing> See(SignedBeaconBlockHeader header, bool isVerified, Slot now)
    {
        var (slot, proposer) = (header.Message.Slot, header.Message.ProposerIndex);
        if (slot + window < now || slot > now + 1)
        {
            return [];
        }

        while (_seen.Count > 0 && _seen.First().Key + window < now)
        {
            _seen.Remove(_seen.First().Key);
        }

        if (!_seen.TryGetValue(slot, out var proposers))
        {
            _seen[slot] = proposers = [];
        }

        if (!proposers.TryGetValue(proposer, out var known))
        {
            proposers[proposer] = known = [];
        }

        var same = known.FindIndex(one => one.Header.Message == header.Message);
        if (same >= 0 ? !isVerified || known[same].IsVerified : known.Count == Most && !isVerified)
        {
            return [];
        }

        known.RemoveAll(one => one.Header.Message == header.Message);
        ProposerSlashing[] found = [.. known.Where(one => one.IsVerified || isVerified)
            .Select(one => new ProposerSlashing { SignedHeader1 = one.Header, SignedHeader2 = header })];
        known.Add((header, isVerified));
        return found;
    }

    /// <summary>Forgets the headers of a slashing that does not hold which nobody verified, so that true ones have their places.</summary>
    public void Refuse(ProposerSlashing slashing)
    {
        var header = slashing.SignedHeader1.Message;
        if (_seen.GetValueOrDefault(header.Slot)?.GetValueOrDefault(header.ProposerIndex) is { } known)
        {
            known.RemoveAll(one => !one.IsVerified && (one.Header == slashing.SignedHeader1 || one.Header == slashing.SignedHeader2));
        }
    }
}
