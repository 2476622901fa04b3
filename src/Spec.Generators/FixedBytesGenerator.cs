using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Consensoor.Spec.Generators;

/// <summary>Writes the body of every struct marked [FixedBytes(n)].</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FixedBytesGenerator : IIncrementalGenerator
{
    private const string Attribute = "Consensoor.Spec.Ssz.FixedBytesAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var structs = context.SyntaxProvider.ForAttributeWithMetadataName(
            Attribute,
            static (node, _) => node is StructDeclarationSyntax,
            static (found, _) => (found.TargetSymbol.Name, Length: (int)found.Attributes[0].ConstructorArguments[0].Value!));
        context.RegisterSourceOutput(structs, static (output, item) => output.AddSource($"{item.Name}.g.cs", Body(item.Name, item.Length)));
    }

    private static string Body(string name, int length) =>
        new StringBuilder(Template).Replace("@NAME", name).Replace("@LENGTH", length.ToString()).ToString();

    private const string Template = """
        #nullable enable
        using System;
        using System.Diagnostics.CodeAnalysis;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using System.Text.Json;
        using Consensoor.Spec.Ssz.Codecs;

        namespace Consensoor.Spec.Ssz;

        readonly partial struct @NAME : IEquatable<@NAME>, IComparable<@NAME>, ISszType<@NAME>
        {
            private readonly Buffer _buffer;

            /// <summary>Copies exactly @LENGTH bytes; throws ArgumentException on any other length.</summary>
            public @NAME(ReadOnlySpan<byte> bytes)
            {
                if (bytes.Length != Length)
                {
                    throw new ArgumentException($"@NAME takes @LENGTH bytes, not {bytes.Length}", nameof(bytes));
                }

                bytes.CopyTo(MemoryMarshal.AsBytes(new Span<Buffer>(ref _buffer)));
            }

            /// <summary>The number of bytes.</summary>
            public const int Length = @LENGTH;

            /// <summary>All bytes zero.</summary>
            public static @NAME Zero => default;

            /// <summary>The byte at an index.</summary>
            public byte this[int index] => AsSpan()[index];

            /// <summary>True where all bytes are zero.</summary>
            public bool IsZero => AsSpan().IndexOfAnyExcept((byte)0) < 0;

            /// <summary>The bytes without a copy; valid as long as this value stays where it is.</summary>
            [UnscopedRef]
            public ReadOnlySpan<byte> AsSpan() => MemoryMarshal.AsBytes(new ReadOnlySpan<Buffer>(in _buffer));

            /// <summary>The bytes in a new array.</summary>
            public byte[] ToArray() => AsSpan().ToArray();

            /// <summary>Reads hex with or without 0x; throws FormatException on anything but @LENGTH bytes.</summary>
            public static @NAME Parse(string hex) =>
                TryParse(hex, out var value) ? value : throw new FormatException($"'{hex}' is not @LENGTH bytes of hex");

            /// <summary>Reads hex with or without 0x; false on anything but @LENGTH bytes.</summary>
            public static bool TryParse(ReadOnlySpan<char> hex, out @NAME value)
            {
                if (hex.StartsWith("0x", StringComparison.Ordinal))
                {
                    hex = hex[2..];
                }

                Span<byte> bytes = stackalloc byte[Length];
                value = default;
                if (hex.Length != 2 * Length || Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
                {
                    return false;
                }

                value = new @NAME(bytes);
                return true;
            }

            /// <inheritdoc/>
            public bool Equals(@NAME other) => AsSpan().SequenceEqual(other.AsSpan());

            /// <inheritdoc/>
            public override bool Equals(object? obj) => obj is @NAME other && Equals(other);

            /// <inheritdoc/>
            public override int GetHashCode() => Length >= 8
                ? unchecked((MemoryMarshal.Read<long>(AsSpan()).GetHashCode() * 31) + MemoryMarshal.Read<int>(AsSpan()[^4..]))
                : MemoryMarshal.Read<int>(AsSpan());

            /// <summary>Lexicographic order of the bytes.</summary>
            public int CompareTo(@NAME other) => AsSpan().SequenceCompareTo(other.AsSpan());

            public static bool operator ==(@NAME left, @NAME right) => left.Equals(right);

            public static bool operator !=(@NAME left, @NAME right) => !left.Equals(right);

            /// <summary>Lower-case hex with 0x in front.</summary>
            public override string ToString() => "0x" + Convert.ToHexStringLower(AsSpan());

            static int ISszType<@NAME>.FixedLength(SszContext context) => Length;

            static SszSchema ISszType<@NAME>.Schema(SszContext context) => SszSchema.Vector(SszSchema.Uint(1), Length);

            static @NAME ISszType<@NAME>.Default(SszContext context) => default;

            /// <inheritdoc/>
            public static bool TryDecode(ReadOnlySpan<byte> bytes, SszContext context, out @NAME value, out SszError error)
            {
                var failure = default(SszFailure);
                var decoded = TryDecode(bytes, 0, context, out value, ref failure);
                error = failure.ToError();
                return decoded;
            }

            /// <inheritdoc/>
            public static bool TryDecode(ReadOnlySpan<byte> bytes, int at, SszContext context, out @NAME value, ref SszFailure failure)
            {
                value = default;
                if (!SszChecks.ExactLength(bytes, at, Length, ref failure))
                {
                    return false;
                }

                value = new @NAME(bytes);
                return true;
            }

            static void ISszType<@NAME>.HashTreeRoots(ReadOnlySpan<@NAME> values, Span<byte> roots, SszContext context) =>
                Merkle.BytesRoots(MemoryMarshal.AsBytes(values), Length, roots);

            static bool ISszType<@NAME>.TryReadJson(JsonElement json, SszContext context, out @NAME value, ref SszFailure failure)
            {
                value = default;
                return SszChecks.Hex(json, out var bytes, ref failure) && TryDecode(bytes, 0, context, out value, ref failure);
            }

            int ISszType<@NAME>.EncodedLength(SszContext context) => Length;

            /// <inheritdoc/>
            public void Encode(Span<byte> destination, SszContext context) => AsSpan().CopyTo(destination);

            /// <inheritdoc/>
            public Bytes32 HashTreeRoot(SszContext context) => Merkle.PackedRoot(AsSpan(), (Length + 31) / 32);

            void ISszType<@NAME>.WriteJson(Utf8JsonWriter writer, SszContext context) => writer.WriteStringValue(ToString());

            SszNode ISszType<@NAME>.ToNode(SszContext context) => SszNode.Tree(SszNode.Chunks(AsSpan()), Merkle.Depth((Length + 31) / 32));

            [InlineArray(Length)]
            private struct Buffer
            {
                private byte _first;
            }
        }
        """;
}
