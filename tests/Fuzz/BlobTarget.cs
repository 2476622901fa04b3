using Consensoor.Spec.Crypto.Kzg;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz;

/// <summary>Blobs with hostile elements and lengths, through every method of <see cref="IKzg"/> that takes a blob.</summary>
internal sealed class BlobTarget : IFuzzTarget
{
    private readonly ManagedKzg _kzg = new();

    public string Name => "blobs";

    public int Share => 3;

    public string Run(FuzzRandom random)
    {
        byte[] blob = random.OneIn(8) ? new byte[random.Next(2 * KzgSizes.BytesPerBlob)] : new byte[KzgSizes.BytesPerBlob];
        if (random.OneIn(8))
            random.Bytes(blob.Length).CopyTo(blob, 0);
        for (int count = random.Next(4); count > 0 && blob.Length >= 32; count--)
            HostileElements.Next(random).CopyTo(blob, 32 * random.Next(blob.Length / 32));

        KzgResult expected = Expected(blob);
        int method = random.Next(8);
        bool cheap = method is 0 or 1;

        // A well-formed blob costs milliseconds to a second, by method.
        if (expected.IsValid && !random.OneIn(cheap ? 16 : 1024))
            return "accepted";
        KzgResult result = Call(method, blob, expected.IsValid, random);
        if (expected.IsValid)
            Require(!result.IsMalformed, $"method {method} said {result} of a good blob");
        else
            Require(result == expected, $"method {method} said {result}, not {expected}");
        return expected.IsValid ? "accepted" : expected.Fault.ToString();
    }

    private static KzgResult Expected(byte[] blob)
    {
        if (blob.Length != KzgSizes.BytesPerBlob)
            return KzgFault.BlobLength;
        for (int i = 0; i < KzgSizes.FieldElementsPerBlob; i++)
        {
            if (!HostileElements.IsCanonical(blob.AsSpan(32 * i, 32)))
                return new KzgResult(KzgFault.FieldElement, i);
        }

        return KzgResult.Valid;
    }

    private KzgResult Call(int method, byte[] blob, bool good, FuzzRandom random)
    {
        byte[] commitment = random.Pick(HostilePoints.G1.Valid), point = new byte[48], element = new byte[32];
        switch (method)
        {
            case 0:
                byte[] cells = new byte[2 * KzgSizes.BytesPerBlob];
                KzgResult result = _kzg.ComputeCells(blob, cells);
                Require(!good || cells.AsSpan(0, blob.Length).SequenceEqual(blob), "ComputeCells and the blob");
                return result;
            case 1:
                return _kzg.VerifyBlobKzgProof(blob, commitment, commitment);
            case 2:
                return _kzg.BlobToKzgCommitment(blob, point);
            case 3:
                return _kzg.ComputeKzgProof(blob, HostileElements.NextCanonical(random), point, element);
            case 4:
                return _kzg.ComputeBlobKzgProof(blob, commitment, point);
            case 5:
                return _kzg.ComputeCellsAndKzgProofs(
                    blob, new byte[2 * KzgSizes.BytesPerBlob], new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof]);
            case 6:
                // A batch names the blob, not the element.
                KzgResult batch = _kzg.VerifyBlobKzgProofBatch([blob], [commitment], [commitment]);
                Require(_kzg.VerifyBlobKzgProofBatch([blob], [commitment], []).Fault == KzgFault.CountsDiffer, "counts");
                Require(good || batch == Expected(blob) with { Index = 0 }, $"VerifyBlobKzgProofBatch said {batch}");
                return good ? batch : Expected(blob);
            default:
                // Draws a challenge from the bytes alone: it does not look at the elements.
                KzgResult drawn = KzgChallenges.ComputeChallenge(blob, commitment, element);
                Require(drawn.IsValid == (blob.Length == KzgSizes.BytesPerBlob), "ComputeChallenge and the length");
                return Expected(blob);
        }
    }
}
