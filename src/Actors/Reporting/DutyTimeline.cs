using Consensoor.Messages;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Reporting;

/// <summary>
/// What happened in the last slots, as far as it matters to the duties of validators of one's own. Of at most so many slots, the earliest
/// go first, and at most so many duties of each.
/// </summary>
internal sealed class DutyTimeline(int mostSlots, int mostDuties)
{
    private readonly LastSlots<SlotTimes> _slots = new(mostSlots, () => new SlotTimes(mostDuties));

    /// <summary>A block was imported: it is one of its slot, and carries votes of earlier ones.</summary>
    public void Take(BlockImported imported)
    {
        var block = imported.Block.Message;
        var seenAt = imported.At - imported.ImportTime;
        _slots.At(block.Slot)?.Blocks.Add(new BlockTimes(imported.Root, seenAt, imported.At, imported.IsOptimistic)
        {
            ExecutionAt = imported.ExecutionAt,
        });
        foreach (var attestation in block.Body.Attestations)
        {
            if (_slots.Find(attestation.Data.Slot) is { HasVotes: true } voted)
            {
                foreach (var attester in Accessors.GetAttestingIndices(imported.PostState, attestation))
                {
                    voted.Include(attester, block.Slot, imported.Root);
                }
            }
        }
    }

    /// <summary>The head is another one.</summary>
    public void Take(HeadChanged changed) =>
        _slots.Find(changed.Head.Slot)?.Blocks.Change(changed.Head.Root, block => block with { HeadAt = block.HeadAt ?? changed.At });

    /// <summary>A payload was imported.</summary>
    public void Take(PayloadImported imported) =>
        _slots.Find(imported.Slot)?.Blocks.Change(imported.Envelope.Message.BeaconBlockRoot, block => block with
        {
            ExecutionAt = block.ExecutionAt ?? imported.ExecutionAt,
            PayloadAt = block.PayloadAt ?? imported.At,
        });

    /// <summary>A duty was done or missed.</summary>
    public void Take(DutyPerformed duty) => _slots.At(duty.Slot)?.Add(duty);

    /// <summary>A message of a duty was sent to peers.</summary>
    public void Take(DutySent sent) => _slots.At(sent.Duty.Slot)?.Add(sent);

    /// <summary>All that is remembered of a slot; nothing where it is not among the last.</summary>
    public DutyWhy Of(Slot slot) => _slots.Find(slot)?.ToWhy(slot) ?? new DutyWhy(slot, [], [], 0);
}
