namespace Consensoor.Actors.Columns;

/// <summary>
/// What keeping sidecars asks of their kind: its name, and of one of them its index, the slot of its block and the bytes of its data.
/// </summary>
internal sealed record SidecarTraits<T>(string Name, Func<T, ulong> IndexOf, Func<T, Slot> SlotOf, Func<T, long> BytesOf);
