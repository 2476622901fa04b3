namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>The heads of two nodes as they were just before the end of a slot, and who proposed the first's block.</summary>
internal sealed record HeadSample(
    ulong Slot, (ulong Slot, string Root) Ours, (ulong Slot, string Root) Theirs, ulong Proposer)
{
    /// <summary>Whether an answer came after the next slot's block, so that it says nothing about this slot.</summary>
    public bool IsLate => Ours.Slot > Slot || Theirs.Slot > Slot;

    /// <summary>Whether both had one head.</summary>
    public bool IsEqual => Ours.Root == Theirs.Root;

    public override string ToString() => $"slot {Slot}: ours {Ours.Slot} {Ours.Root[..10]}, theirs {Theirs.Slot} {Theirs.Root[..10]}";
}
