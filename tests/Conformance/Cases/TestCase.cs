using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition.Signatures;
using Snappier;

namespace Consensoor.Conformance.Cases;

/// <summary>
/// One case of the reference tests: its place in the tree and its files. A missing or malformed file fails the case. Used by one thread.
/// </summary>
public sealed class TestCase(CasePath path)
{
    private const int MaxFileLength = 512 * 1024 * 1024;

    private ChainSpec? _spec;
    private Node? _meta;

    /// <summary>Where the case is.</summary>
    public CasePath Path { get; } = path;

    /// <summary>The handler: what part of the runner's subject the case is about.</summary>
    public string Handler => Path.Handler;

    /// <summary>The fork of the case's folder.</summary>
    public ForkName Fork => Path.ForkName ?? throw new CaseFailedException($"no code knows the fork {Path.Fork}");

    /// <summary>The preset, with the configuration of the same name or the case's own config.yaml over it.</summary>
    public ChainSpec Spec => _spec ??= CaseSpecs.Of(this);

    /// <summary>The SSZ context of the case's fork.</summary>
    public SszContext Ssz => Spec.Ssz(Fork);

    /// <summary>meta.yaml; an empty mapping where there is none.</summary>
    public Node Meta => _meta ??= Has("meta.yaml") ? Yaml("meta.yaml") : Node.Parse(TextReader.Null, "meta.yaml");

    /// <summary>Decides about signatures as the case's bls_setting says: 2 ignores them, 1 and none verify.</summary>
    public ISignatureVerifier Verifier => Meta.TryGet("bls_setting")?.UInt64 switch
    {
        null or 0 or 1 => CaseSpecs.Verifier,
        2 => AcceptAllVerifier.Instance,
        var other => throw new CaseFailedException($"no code knows bls_setting {other}"),
    };

    /// <summary>Lays configuration keys over the case's own.</summary>
    public void Override(string yaml)
    {
        Check.That(Spec.Config.TryOverride(yaml, out var config, out var error), $"{error}");
        _spec = new ChainSpec(Spec.Preset, config);
    }

    /// <summary>True where the case has a file.</summary>
    public bool Has(string file) => File.Exists(FullName(file));

    /// <summary>True where the case has an SSZ object of that name.</summary>
    public bool HasSsz(string name) => Has(name + ".ssz_snappy");

    /// <summary>A file's bytes.</summary>
    public byte[] Bytes(string file)
    {
        Check.That(Has(file), $"{file} is missing");
        return File.ReadAllBytes(FullName(file));
    }

    /// <summary>The decompressed bytes of an SSZ object's file.</summary>
    public byte[] SszBytes(string name)
    {
        var bytes = Bytes(name + ".ssz_snappy");
        try
        {
            Check.That(Snappy.GetUncompressedLength(bytes) <= MaxFileLength, $"{name}.ssz_snappy is larger than {MaxFileLength} bytes");
            return Snappy.DecompressToArray(bytes);
        }
        catch (InvalidDataException exception)
        {
            throw new CaseFailedException($"{name}.ssz_snappy: {exception.Message}");
        }
    }

    /// <summary>An SSZ object in the case's fork.</summary>
    public T Read<T>(string name)
        where T : ISszType<T> => Read<T>(name, Ssz);

    /// <summary>An SSZ object in another fork.</summary>
    public T Read<T>(string name, SszContext context)
        where T : ISszType<T>
    {
        return T.TryDecode(SszBytes(name), context, out var value, out var error)
            ? value
            : throw new CaseFailedException($"{name}.ssz_snappy is no {typeof(T).Name} of {context.Fork}: {error}");
    }

    /// <summary>A YAML file.</summary>
    public Node Yaml(string file)
    {
        using var reader = Open(file);
        return Node.Parse(reader, file);
    }

    /// <summary>A text file; the case itself where it is a single file and asked for data.yaml.</summary>
    public TextReader Open(string file)
    {
        Check.That(Has(file), $"{file} is missing");
        return File.OpenText(FullName(file));
    }

    private string FullName(string file) =>
        Path.IsFile && file == "data.yaml" ? Path.FullName : System.IO.Path.Combine(Path.FullName, file);
}
