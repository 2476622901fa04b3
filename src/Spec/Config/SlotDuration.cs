namespace Consensoor.Spec.Config;

/// <summary>How long slots are, in milliseconds, from an epoch on.</summary>
public readonly record struct SlotDuration(Epoch FirstEpoch, ulong Milliseconds);
