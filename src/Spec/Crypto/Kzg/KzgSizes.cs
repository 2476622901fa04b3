namespace Consensoor.Spec.Crypto.Kzg;

/// <summary>Lengths of blobs, cells and the points that go with them; the same in every preset.</summary>
public static class KzgSizes
{
    /// <summary>Bytes of a field element, big-endian (<c>BYTES_PER_FIELD_ELEMENT</c>).</summary>
    public const int BytesPerFieldElement = 32;

    /// <summary>Field elements of a blob (<c>FIELD_ELEMENTS_PER_BLOB</c>).</summary>
    public const int FieldElementsPerBlob = 4096;

    /// <summary>Bytes of a blob (<c>BYTES_PER_BLOB</c>).</summary>
    public const int BytesPerBlob = FieldElementsPerBlob * BytesPerFieldElement;

    /// <summary><c>BYTES_PER_COMMITMENT</c>: a compressed point of G1.</summary>
    public const int BytesPerCommitment = 48;

    /// <summary><c>BYTES_PER_PROOF</c>: a compressed point of G1.</summary>
    public const int BytesPerProof = 48;

    /// <summary><c>FIELD_ELEMENTS_PER_EXT_BLOB</c>: a blob and its Reed-Solomon extension.</summary>
    public const int FieldElementsPerExtBlob = 2 * FieldElementsPerBlob;

    /// <summary>Field elements of a cell (<c>FIELD_ELEMENTS_PER_CELL</c>).</summary>
    public const int FieldElementsPerCell = 64;

    /// <summary>Bytes of a cell (<c>BYTES_PER_CELL</c>).</summary>
    public const int BytesPerCell = FieldElementsPerCell * BytesPerFieldElement;

    /// <summary>Cells of an extended blob (<c>CELLS_PER_EXT_BLOB</c>).</summary>
    public const int CellsPerExtBlob = FieldElementsPerExtBlob / FieldElementsPerCell;
}
