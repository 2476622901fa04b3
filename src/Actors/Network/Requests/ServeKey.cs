namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// A block to load for an answer: by its root, or by its slot in the finalized chain. A block of another slot than the one named is not
/// meant.
/// </summary>
internal readonly record struct ServeKey(Root? Root, Slot? Slot);
