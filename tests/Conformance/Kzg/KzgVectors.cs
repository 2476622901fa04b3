using System.Globalization;
using Consensoor.Spec.Crypto.Kzg;
using YamlDotNet.RepresentationModel;

namespace Consensoor.Conformance.Kzg;

/// <summary>
/// Replays one case of the kzg runner (<c>tests/formats/kzg_4844</c> and <c>kzg_7594</c>): its data.yaml holds an input and an output.
/// </summary>
public static class KzgVectors
{
    /// <summary>Why the case fails, or null if it passes. An output of null means that the input must be refused as malformed.</summary>
    public static string? Check(IKzg kzg, string handler, TextReader data)
    {
        var yaml = new YamlStream();
        yaml.Load(data);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        var input = new Input((YamlMappingNode)root["input"]);
        if (Run(kzg, handler, input) is not { } actual)
            return $"no code for handler {handler}";

        List<string> expected = [.. Leaves(root["output"])];
        return expected.SequenceEqual(actual) ? null : $"expected {Short(expected)}, got {Short(actual)}";
    }

    private static IReadOnlyList<string>? Run(IKzg kzg, string handler, Input input)
    {
        byte[] point = new byte[KzgSizes.BytesPerProof], element = new byte[KzgSizes.BytesPerFieldElement];
        byte[] cells = new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerCell], proofs =
            new byte[KzgSizes.CellsPerExtBlob * KzgSizes.BytesPerProof];
        return handler switch
        {
            "blob_to_kzg_commitment" => Computed(kzg.BlobToKzgCommitment(input.Bytes("blob"), point), (point, point.Length)),
            "compute_kzg_proof" =>
                Computed(
                    kzg.ComputeKzgProof(input.Bytes("blob"), input.Bytes("z"), point, element),
                    (point, point.Length),
                    (element, element.Length)),
            "compute_blob_kzg_proof" =>
                Computed(kzg.ComputeBlobKzgProof(input.Bytes("blob"), input.Bytes("commitment"), point), (point, point.Length)),
            "verify_kzg_proof" =>
                Verified(kzg.VerifyKzgProof(input.Bytes("commitment"), input.Bytes("z"), input.Bytes("y"), input.Bytes("proof"))),
            "verify_blob_kzg_proof" =>
                Verified(kzg.VerifyBlobKzgProof(input.Bytes("blob"), input.Bytes("commitment"), input.Bytes("proof"))),
            "verify_blob_kzg_proof_batch" =>
                Verified(kzg.VerifyBlobKzgProofBatch(input.List("blobs"), input.List("commitments"), input.List("proofs"))),
            "compute_challenge" =>
                Computed(
                    KzgChallenges.ComputeChallenge(input.Bytes("blob"), input.Bytes("commitment"), element), (element, element.Length)),
            "compute_cells" => Computed(kzg.ComputeCells(input.Bytes("blob"), cells), (cells, KzgSizes.BytesPerCell)),
            "compute_cells_and_kzg_proofs" => Computed(
                kzg.ComputeCellsAndKzgProofs(input.Bytes("blob"), cells, proofs),
                (cells, KzgSizes.BytesPerCell),
                (proofs, KzgSizes.BytesPerProof)),
            "recover_cells_and_kzg_proofs" => Computed(
                kzg.RecoverCellsAndKzgProofs(input.Indices("cell_indices"), input.List("cells"), cells, proofs),
                (cells, KzgSizes.BytesPerCell),
                (proofs, KzgSizes.BytesPerProof)),
            "verify_cell_kzg_proof_batch" => Verified(kzg.VerifyCellKzgProofBatch(
                input.List("commitments"), input.Indices("cell_indices"), input.List("cells"), input.List("proofs"))),
            "compute_verify_cell_kzg_proof_batch_challenge" => Computed(
                KzgChallenges.ComputeVerifyCellKzgProofBatchChallenge(
                    input.List("commitments"),
                    input.Indices("commitment_indices"),
                    input.Indices("cell_indices"),
                    input.Joined("cosets_evals"),
                    input.List("proofs"),
                    element),
                (element, element.Length)),
            _ => null,
        };
    }

    private static IReadOnlyList<string> Verified(KzgResult result) => [result.IsMalformed ? "null" : result.IsValid ? "true" : "false"];

    private static IReadOnlyList<string> Computed(KzgResult result, params ReadOnlySpan<(byte[] Bytes, int ItemLength)> outputs)
    {
        if (!result.IsValid)
            return ["null"];
        var items = new List<string>();
        foreach ((byte[] bytes, int itemLength) in outputs)
            items.AddRange(bytes.Chunk(itemLength).Select(item => "0x" + Convert.ToHexStringLower(item)));
        return items;
    }

    private static IEnumerable<string> Leaves(YamlNode node) =>
        node is YamlSequenceNode sequence ? sequence.Children.SelectMany(Leaves) : [((YamlScalarNode)node).Value ?? "null"];

    private static string Short(IReadOnlyList<string> items) =>
        $"{items.Count} x {(items.Count == 0 ? "" : items[0].Length > 40 ? items[0][..40] + "..." : items[0])}";

    private sealed class Input(YamlMappingNode node)
    {
        public byte[] Bytes(string key) => Parse(node[key]);

        public ReadOnlyMemory<byte>[] List(string key) => [.. Items(node[key]).Select(item => new ReadOnlyMemory<byte>(Parse(item)))];

        public ReadOnlyMemory<byte>[] Joined(string key) =>
            [.. Items(node[key]).Select(list => new ReadOnlyMemory<byte>([.. Items(list).SelectMany(Parse)]))];

        public ulong[] Indices(string key) =>
            [.. Items(node[key]).Select(item => ulong.Parse(((YamlScalarNode)item).Value!, CultureInfo.InvariantCulture))];

        private static IList<YamlNode> Items(YamlNode list) => ((YamlSequenceNode)list).Children;

        private static byte[] Parse(YamlNode item) => Convert.FromHexString(((YamlScalarNode)item).Value.AsSpan(2));
    }
}
