using System.Buffers.Binary;
using System.Text.Json;
using Consensoor.Messages;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <summary>
/// Values with the proofs and blobs that belong to them, as the Beacon API bundles them: BlockContents, SignedBlockContents,
/// SignedExecutionPayloadEnvelopeContents. In SSZ each is a container of parts of variable length.
/// </summary>
internal static class Contents
{
    private const int MaxBlobs = 4096;

    /// <summary>The SSZ of a container of such parts.</summary>
    public static byte[] Join(params byte[][] parts)
    {
        var joined = new byte[(4 * parts.Length) + parts.Sum(static part => part.Length)];
        var at = 4 * parts.Length;
        for (var index = 0; index < parts.Length; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(joined.AsSpan(4 * index), (uint)at);
            parts[index].CopyTo(joined, at);
            at += parts[index].Length;
        }

        return joined;
    }

    /// <summary>The SSZ of proofs.</summary>
    public static byte[] ProofsOf(BuiltBlobs blobs)
    {
        var bytes = new byte[KzgSizes.BytesPerProof * blobs.Proofs.Count];
        foreach (var (index, proof) in blobs.Proofs.Index())
        {
            proof.AsSpan().CopyTo(bytes.AsSpan(KzgSizes.BytesPerProof * index));
        }

        return bytes;
    }

    /// <summary>The SSZ of blobs.</summary>
    public static byte[] BlobsOf(BuiltBlobs blobs)
    {
        var bytes = new byte[KzgSizes.BytesPerBlob * blobs.Blobs.Count];
        foreach (var (index, blob) in blobs.Blobs.Index())
        {
            blob.AsSpan().CopyTo(bytes.AsSpan(KzgSizes.BytesPerBlob * index));
        }

        return bytes;
    }

    /// <summary>Writes the members kzg_proofs and blobs.</summary>
    public static void Write(Utf8JsonWriter writer, BuiltBlobs blobs)
    {
        writer.WriteStartArray("kzg_proofs");
        foreach (var proof in blobs.Proofs)
        {
            writer.WriteStringValue(proof.ToString());
        }

        writer.WriteEndArray();
        writer.WriteStartArray("blobs");
        foreach (var blob in blobs.Blobs)
        {
            writer.WriteStringValue(blob.ToString());
        }

        writer.WriteEndArray();
    }

    /// <summary>
    /// Reads a body that bundles a signed value with proofs and blobs, as JSON or SSZ; each blob comes with so many proofs (1 before fulu,
    /// a proof a cell from then on).
    /// </summary>
    public static async Task<(T Value, IReadOnlyList<FoundBlob> Blobs)> Read<T>(
        HttpContext http, string member, SszContext context, int proofsPerBlob)
        where T : ISszType<T>
    {
        if (!ApiRequest.IsSsz(http))
        {
            return await ApiRequest.Json(http, json => (
                ApiRequest.Value<T>(ApiRequest.Member(json, member, "the body"), context, member),
                Pair(
                    ApiRequest.Items(ApiRequest.Member(json, "kzg_proofs", "the body"), "kzg_proofs", ProofOf),
                    ApiRequest.Items(ApiRequest.Member(json, "blobs", "the body"), "blobs", BlobOf),
                    proofsPerBlob)));
        }

        var parts = SszListBody.Behind(await ApiRequest.Bytes(http), 12, [0, 4, 8])
            ?? throw ApiRequest.Bad($"the body is no SSZ of {member}, kzg_proofs and blobs");
        if (!T.TryDecode(parts[0].Span, context, out var value, out var error))
        {
            throw ApiRequest.Bad($"{member} is no {typeof(T).Name} of {context.Fork}: {error}");
        }

        var proofs = SszListBody.Split(parts[1], KzgSizes.BytesPerProof) ?? throw ApiRequest.Bad("kzg_proofs is no list of proofs");
        var blobs = SszListBody.Split(parts[2], KzgSizes.BytesPerBlob) ?? throw ApiRequest.Bad("blobs is no list of blobs");
        return (
            value,
            Pair(
                [.. proofs.Select(static proof => new KZGProof(proof.Span))],
                [.. blobs.Select(static blob => ByteList.Create(blob.Span))],
                proofsPerBlob));
    }

    private static IReadOnlyList<FoundBlob> Pair(IReadOnlyList<KZGProof> proofs, IReadOnlyList<ByteList> blobs, int proofsPerBlob)
    {
        if (blobs.Count > MaxBlobs || proofs.Count != blobs.Count * proofsPerBlob)
        {
            throw ApiRequest.Bad($"{proofs.Count} kzg_proofs do not belong to {blobs.Count} blobs, which have {proofsPerBlob} each");
        }

        return
        [
            .. blobs.Select((blob, index) =>
                new FoundBlob(blob, [.. proofs.Skip(index * proofsPerBlob).Take(proofsPerBlob)])),
        ];
    }

    private static KZGProof ProofOf(JsonElement json, string at) =>
        json.ValueKind == JsonValueKind.String && KZGProof.TryParse(json.GetString()!, out var proof)
            ? proof
            : throw ApiRequest.Bad($"{at} is no proof");

    private static ByteList BlobOf(JsonElement json, string at)
    {
        var text = json.ValueKind == JsonValueKind.String ? json.GetString()! : "";
        var bytes = new byte[KzgSizes.BytesPerBlob];
        return text.StartsWith("0x", StringComparison.Ordinal) && text.Length == 2 + (2 * bytes.Length)
            && Convert.FromHexString(text.AsSpan(2), bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? ByteList.Adopt(bytes)
            : throw ApiRequest.Bad($"{at} is no blob");
    }
}
