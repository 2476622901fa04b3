namespace Consensoor.Interop.Storage;

/// <summary>Says of the anchor which it is, without its state: the finalized epoch, its block and that one's slot.</summary>
public sealed record StoredAnchorHead(Epoch Epoch, Root BlockRoot, Slot Slot);
