using Consensoor.Messages;

namespace Consensoor.Actors.Reporting;

/// <summary>What is remembered of a slot: at most so many duties, and of blocks and inclusions the first few.</summary>
internal sealed class SlotTimes(int mostDuties)
{
    private const int MostInclusions = 4;

    private readonly SortedDictionary<(DutyKind Kind, ValidatorIndex Validator), DutyOutcome> _duties = [];
    private readonly Dictionary<(DutyKind Kind, ValidatorIndex Validator), int> _sent = [];
    private int _others;

    /// <summary>Blocks of the slot.</summary>
    public FirstBlocks<BlockTimes> Blocks { get; } = new(static block => block.Root);

    /// <summary>True where an attester of one's own voted in the slot.</summary>
    public bool HasVotes { get; private set; }

    /// <summary>Remembers what became of a duty; the last that is said of it counts.</summary>
    public void Add(DutyPerformed duty)
    {
        var key = (duty.Kind, duty.Validator);
        if (_duties.Count >= mostDuties && !_duties.ContainsKey(key))
        {
            _others++;
            return;
        }

        HasVotes |= duty.Kind == DutyKind.Attestation;
        var included = _duties.GetValueOrDefault(key)?.Included ?? [];
        _duties[key] = new DutyOutcome(duty.Kind, duty.Validator, duty.At, duty.Reason, included)
        {
            IsDue = duty.IsDue,
            SignedAt = duty.SignedAt,
        };
    }

    /// <summary>Remembers to how many peers a message of a duty was sent, the fewest where there are several.</summary>
    public void Add(DutySent sent)
    {
        var key = (sent.Duty.Kind, sent.Duty.Validator);
        var isKnown = _sent.TryGetValue(key, out var before);
        if (isKnown || _sent.Count < mostDuties)
        {
            _sent[key] = isKnown ? Math.Min(before, sent.Peers) : sent.Peers;
        }
    }

    /// <summary>Remembers that a block carries the vote of an attester.</summary>
    public void Include(ValidatorIndex attester, Slot slot, Root root)
    {
        var key = (DutyKind.Attestation, attester);
        if (_duties.TryGetValue(key, out var vote)
            && vote.Included.Count < MostInclusions
            && !vote.Included.Any(known => known.Root == root))
        {
            _duties[key] = vote with { Included = [.. vote.Included, (slot, root)] };
        }
    }

    /// <summary>All that is remembered.</summary>
    public DutyWhy ToWhy(Slot slot) => new(
        slot,
        [.. Blocks.All],
        [.. _duties.Select(duty => duty.Value with { Peers = _sent.TryGetValue(duty.Key, out var peers) ? peers : null })],
        _others);
}
