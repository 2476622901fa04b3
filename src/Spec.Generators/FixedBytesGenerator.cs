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

    private static string Body(string name, int length) => new StringBuilder(Template).Replace("@NAME", name).Replace("@LENGTH", length.ToString()).ToString();

    private const string Template = """
        #nullable enable
        using System;
        using System.Diagnostics.CodeAnalysis;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;

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
            public static @NAME Parse(string hex) => TryParse(hex, out var value) ? value : throw new FormatException($"'{hex}' is not @LENGTH bytes of hex");

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

            static @NAME ISszType<@NAME>.Default(SszContext context) => default;

            /// <inheritdoc/>
            public static bool TryDecode(ReadOnlySpan<byte> bytes, SszContext context, out @NAME value, out SszError error)
            {
                if (bytes.Length != Length)
                {
                    value = default;
                    error = new SszError(bytes.Length < Length ? SszErrorKind.TooShort : SszErrorKind.TooLong, "", 0, $"{bytes.Length} bytes for @NAME");
                    return false;
                }

                value = new @NAME(bytes);
                error = default;
                return true;
            }

            int ISszType<@NAME>.EncodedLength(SszContext context) => Length;

            /// <inheritdoc/>
            public void Encode(Span<byte> destination, SszContext context) => AsSpan().CopyTo(destination);

            /// <inheritdoc/>
            public Bytes32 HashTreeRoot(SszContext context) => Merkle.BytesRoot(AsSpan());

            [InlineArray(Length)]
            private struct Buffer
            {
                private byte _first;
            }
        }
        """;
}
