namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `fast_confirmation`.</summary>
public sealed class FastConfirmationTests : ReferenceTests<FastConfirmationTests>;
