namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `epoch_processing`.</summary>
public sealed class EpochProcessingTests : ReferenceTests<EpochProcessingTests>;
