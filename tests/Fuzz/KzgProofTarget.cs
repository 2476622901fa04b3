using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Crypto.Kzg;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz;

/// <summary>Commitments, proofs and the field elements between them, one of the four hostile.</summary>
internal sealed class KzgProofTarget : IFuzzTarget
{
    private static readonly KzgFault[] Faults = [KzgFault.Commitment, KzgFault.FieldElement, KzgFault.FieldElement, KzgFault.Proof];

    private readonly ManagedKzg _kzg = new();

    public string Name => "KZG commitments, proofs, elements";

    public int Share => 35;

    public string Run(FuzzRandom random)
    {
        byte[][] inputs =
        [
            random.Pick(HostilePoints.G1.Valid),
            HostileElements.NextCanonical(random),
            HostileElements.NextCanonical(random),
            random.Pick(HostilePoints.G1.Valid),
        ];
        int hostile = random.OneIn(2) ? 0 : random.Next(4);
        bool isPoint = hostile is 0 or 3;
        byte[] bytes = inputs[hostile] = isPoint ? HostilePoints.G1.Next(random) : HostileElements.NextOfAnyLength(random);
        PointError error = PointError.None;
        if (isPoint)
            error = G1.Decode(bytes, out _);
        bool good = isPoint ? error == PointError.None : HostileElements.IsCanonical(bytes);

        // Four well-formed inputs cost two pairings.
        if (!good || random.OneIn(256))
        {
            KzgResult result = _kzg.VerifyKzgProof(inputs[0], inputs[1], inputs[2], inputs[3]);
            KzgResult expected = good ? KzgFault.ProofDoesNotHold : new KzgResult(Faults[hostile], hostile == 2 ? 1 : 0);
            Require(result == expected || (good && result.IsValid), $"VerifyKzgProof said {result}", bytes);
        }

        return isPoint ? good ? "point accepted" : error.ToString() : good ? "element accepted" : "FieldElement";
    }
}
