namespace Consensoor.Spec.State;

/// <summary>The active validators of an epoch; immutable.</summary>
internal sealed record ActiveValidators(Epoch Epoch, ValidatorIndex[] Indices);
