namespace Consensoor.Spec.Tests.Conformance;

/// <summary>The cases of the runner `merkle_proof`.</summary>
public sealed class MerkleProofTests : ReferenceTests<MerkleProofTests>;
