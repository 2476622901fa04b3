using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Signing;

/// <summary>
/// Watches, before a node signs anything, whether its keys vote without it: another program has them, and both signing would be slashed.
/// A start in the genesis epoch watches nothing. It outlives restarts of the actor that asks it. It looks at the head's states, or is told
/// by another's node who voted.
/// </summary>
/// <remarks>
/// It begins anew in each epoch at whose start the head is not of that epoch or the one before, so that no epoch passes unseen: while the
/// chain is not here nothing is released. The epoch in which it begins is not watched, since the node itself may have voted in it before
/// it was restarted; votes of an epoch are in blocks by the end of the next one, so that the keys are free two epochs after the last that
/// is watched. Votes show from altair on.
/// </remarks>
public sealed class DoppelgangerWatch(ulong epochs, bool isTold = false)
{
    private readonly HashSet<BLSPubkey> _found = [];
    private readonly List<(HashSet<BLSPubkey> Keys, DoppelgangerWatch Watch)> _later = [];
    private Epoch? _begun;
    private Epoch _now;
    private Epoch _seen;
    private bool _isFree;

    /// <summary>True while a key is not free.</summary>
    public bool IsWatching => !_isFree || _later.Count > 0;

    private bool IsHere => _seen + 1 >= _now;

    private Epoch FreeFrom => _begun == Constants.GenesisEpoch ? Constants.GenesisEpoch : _begun!.Value + epochs + 2;

    /// <summary>Watches keys that come while the node runs, for as long as those of its start were.</summary>
    public void Watch(IEnumerable<BLSPubkey> keys)
    {
        var watch = new DoppelgangerWatch(epochs, isTold);
        if (_begun is not null)
        {
            watch._seen = _seen;
            watch.At(_now);
        }

        var added = keys.ToHashSet();
        foreach (var later in _later)
        {
            later.Keys.ExceptWith(added);
            later.Watch._found.ExceptWith(added);
        }

        _found.ExceptWith(added);

        // Those of one epoch are watched together, so that there are not more watches than epochs.
        if (_later.Count > 0 && _later[^1].Watch is var last && (last._begun, last._now, last._isFree) == (watch._begun, watch._now, false))
        {
            _later[^1].Keys.UnionWith(added);
            return;
        }

        _later.Add((added, watch));
    }

    /// <summary>The clock has come to an epoch; the first is that of the start.</summary>
    public void At(Epoch epoch)
    {
        _later.ForEach(later => later.Watch.At(epoch));

        // What is free is as free as the keys of the start, which are watched for no longer.
        _later.RemoveAll(static later => later.Keys.Count == 0 || later.Watch is { _isFree: true, _found.Count: 0 });
        (_begun, _now) = (_begun ?? epoch, epoch);
        if (!_isFree)
        {
            _begun = IsHere ? _begun : epoch;
            _isFree = epoch >= FreeFrom;
        }
    }

    /// <summary>Why a key signs nothing; null where it is free.</summary>
    public string? Problem(BLSPubkey pubkey)
    {
        var at = _later.FindIndex(later => later.Keys.Contains(pubkey));
        return at < 0 ? Own(pubkey) : _later[at].Watch.Own(pubkey);
    }

    private string? Own(BLSPubkey pubkey) => _begun is null ? "the watch for doppelgangers has not begun"
        : _found.Contains(pubkey) ? "its key voted without this node: another program has it"
        : _isFree ? null
        : IsHere ? $"its key is watched for doppelgangers until epoch {FreeFrom}"
        : "its key is watched for doppelgangers, and the chain is not here yet";

    /// <summary>Looks at who has voted by a head's state; gives the own keys that are found to for the first time.</summary>
    public IReadOnlyList<BLSPubkey> Look(BeaconState state, IReadOnlyDictionary<ValidatorIndex, BLSPubkey> own)
    {
        if (isTold)
        {
            return [];
        }

        IEnumerable<BLSPubkey> In(PersistentList<byte> participation) =>
            own.Where(validator => HasVoted(participation, validator.Key)).Select(static validator => validator.Value);
        var current = Accessors.GetCurrentEpoch(state);
        return state.ForkName < ForkName.Altair
            ? Tell(current, [])
            :
            [
                .. Tell(Misc.SaturatingSub(current, 1), In(state.PreviousEpochParticipation)),
                .. Tell(current, In(state.CurrentEpochParticipation)),
            ];
    }

    /// <summary>
    /// Takes which of the own keys voted in an epoch, as another's node tells it; gives those that are found to for the first time. Each
    /// epoch has to be told of until the next one is over, since that is how long its votes come.
    /// </summary>
    public IReadOnlyList<BLSPubkey> Tell(Epoch epoch, IEnumerable<BLSPubkey> voted) =>
    [
        .. Take(epoch, voted.Where(pubkey => !_later.Exists(later => later.Keys.Contains(pubkey)))),
        .. _later.SelectMany(later => later.Watch.Take(epoch, voted.Where(later.Keys.Contains))),
    ];

    private IReadOnlyList<BLSPubkey> Take(Epoch epoch, IEnumerable<BLSPubkey> voted)
    {
        _seen = Math.Max(_seen, epoch);
        return _begun is not { } begun || _isFree || epoch <= begun ? [] : [.. voted.Where(_found.Add)];
    }

    private static bool HasVoted(PersistentList<byte> participation, ValidatorIndex index) =>
        index < (ulong)participation.Count && participation[(int)index] != 0;
}
