using System.Text;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using YamlDotNet.RepresentationModel;

namespace Consensoor.Conformance.Bls;

/// <summary>
/// Replays one case of the bls runner (<c>tests/formats/bls</c> and the bls12-381-tests): a yaml document with an input and an output.
/// </summary>
public static class BlsVectors
{
    /// <summary>Why the case fails, or null if it passes. An output of null means that the input must be refused.</summary>
    public static string? Check(IBls bls, string handler, TextReader data)
    {
        var yaml = new YamlStream();
        yaml.Load(data);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        if (Run(bls, handler, root["input"]) is not { } actual)
            return $"no code for handler {handler}";

        string expected = Text(root["output"]);
        return expected == actual ? null : $"expected {expected}, got {actual}";
    }

    private static string? Run(IBls bls, string handler, YamlNode input) => handler switch
    {
        "sign" => Answer(bls.Sign(new Bytes32(Bytes(input["privkey"])), Bytes(input["message"]))),
        "verify" => Answer(Key(input["pubkey"]) is { } key && Signature(input["signature"]) is { } signature
            && bls.Verify(key, Bytes(input["message"]), signature)),
        "aggregate" => Answer(Signatures(input) is { } signatures ? bls.Aggregate(signatures) : null),
        "aggregate_verify" => Answer(Keys(input["pubkeys"]) is { } keys && Signature(input["signature"]) is { } signature
            && bls.AggregateVerify(
                keys, [.. Items(input["messages"]).Select(message => new ReadOnlyMemory<byte>(Bytes(message)))], signature)),
        "fast_aggregate_verify" => Answer(Keys(input["pubkeys"]) is { } keys && Signature(input["signature"]) is { } signature
            && bls.FastAggregateVerify(keys, Bytes(input["message"]), signature)),
        "batch_verify" => Answer(VerifyBatch(bls, input)),
        "eth_aggregate_pubkeys" => Answer(Keys(input) is { } keys ? bls.EthAggregatePubkeys(keys) : null),
        "eth_fast_aggregate_verify" => Answer(Keys(input["pubkeys"]) is { } keys && Signature(input["signature"]) is { } signature
            && bls.EthFastAggregateVerify(keys, Bytes(input["message"]), signature)),
        "deserialization_G1" => Answer(G1.Decode(Bytes(input["pubkey"]), out _) == PointError.None),
        "deserialization_G2" => Answer(G2.Decode(Bytes(input["signature"]), out _) == PointError.None),
        "hash_to_G2" => Hash(Encoding.ASCII.GetBytes(((YamlScalarNode)input["msg"]).Value!)),
        _ => null,
    };

    private static bool VerifyBatch(IBls bls, YamlNode input)
    {
        if (Keys(input["pubkeys"]) is not { } keys
            || Signatures(input["signatures"]) is not { } signatures
            || bls.Load(keys) is not { } loaded)
            return false;
        Bytes32[] messages = [.. Items(input["messages"]).Select(message => new Bytes32(Bytes(message)))];
        SignatureSet[] sets = [.. loaded.Select((key, i) => new SignatureSet(new[] { key }, messages[i], signatures[i]))];
        return sets.Length > 0 && bls.VerifyBatch(sets, "conformance"u8);
    }

    /// <summary>These vectors carry the domain of the standard's own examples.</summary>
    private static string Hash(byte[] message)
    {
        AffinePoint<Fp2> point = HashToG2.Hash(message, "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_"u8);
        return $"x: {Text(point.X)}; y: {Text(point.Y)}";
    }

    private static string Text(in Fp2 x)
    {
        byte[] c0 = new byte[Fp.Size], c1 = new byte[Fp.Size];
        x.C0.Write(c0);
        x.C1.Write(c1);
        return $"0x{Convert.ToHexStringLower(c0)},0x{Convert.ToHexStringLower(c1)}";
    }

    private static string Text(YamlNode output) => output is YamlMappingNode point
        ? $"x: {Text(point["x"])}; y: {Text(point["y"])}"
        : ((YamlScalarNode)output).Value is { Length: > 0 } text ? text : "null";

    private static string Answer(bool valid) => valid ? "true" : "false";

    private static string Answer<T>(T? bytes)
        where T : struct => bytes?.ToString() ?? "null";

    private static IList<YamlNode> Items(YamlNode list) => ((YamlSequenceNode)list).Children;

    private static byte[] Bytes(YamlNode item) => Convert.FromHexString(((YamlScalarNode)item).Value.AsSpan(2));

    private static Bytes48? Key(YamlNode item) => Bytes(item) is { Length: 48 } bytes ? new Bytes48(bytes) : null;

    private static Bytes96? Signature(YamlNode item) => Bytes(item) is { Length: 96 } bytes ? new Bytes96(bytes) : null;

    private static Bytes48[]? Keys(YamlNode list) => AllOrNone(Items(list).Select(Key));

    private static Bytes96[]? Signatures(YamlNode list) => AllOrNone(Items(list).Select(Signature));

    private static T[]? AllOrNone<T>(IEnumerable<T?> items)
        where T : struct
    {
        List<T?> all = [.. items];
        return all.TrueForAll(item => item is not null) ? [.. all.Select(item => item!.Value)] : null;
    }
}
