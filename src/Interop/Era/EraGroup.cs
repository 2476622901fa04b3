namespace Consensoor.Interop.Era;

/// <summary>
/// One era: the slot of its state, the state's SSZ, and its blocks' SSZ by slot, which lie in the slots before it. The genesis era has no
/// blocks.
/// </summary>
public sealed record EraGroup(Slot StateSlot, byte[] State, IReadOnlyList<(Slot Slot, byte[] Ssz)> Blocks);
