using Consensoor.Messages;

namespace Consensoor.Actors.Production;

/// <summary>
/// What is remembered of the blocks that were asked for: those of the last <see cref="MaxSlots"/> slots with any, the last
/// <see cref="MaxOfSlot"/> of each. The oldest go first.
/// </summary>
internal sealed class ProposalRecords
{
    /// <summary>The most slots that are remembered.</summary>
    public const int MaxSlots = 64;

    /// <summary>The most records of a slot.</summary>
    public const int MaxOfSlot = 8;

    private readonly SortedDictionary<Slot, List<ProposalRecord>> _bySlot = [];

    /// <summary>Remembers one.</summary>
    public void Add(ProposalRecord record)
    {
        if (!_bySlot.TryGetValue(record.Slot, out var records))
        {
            _bySlot[record.Slot] = records = [];
            if (_bySlot.Count > MaxSlots)
            {
                _bySlot.Remove(_bySlot.Keys.First());
            }
        }

        records.Add(record);
        if (records.Count > MaxOfSlot)
        {
            records.RemoveAt(0);
        }
    }

    /// <summary>What is remembered of a slot, the first one first.</summary>
    public ProposalWhy Of(Slot slot) => new(slot, _bySlot.TryGetValue(slot, out var records) ? [.. records] : []);
}
