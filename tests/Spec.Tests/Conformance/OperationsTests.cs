namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `operations`.</summary>
public sealed class OperationsTests : ReferenceTests<OperationsTests>;
