namespace Consensoor.Spec.Ssz;

/// <summary>The first error of a decoding under way; the path grows outwards as the decoders return.</summary>
public struct SszFailure
{
    private SszErrorKind _kind;
    private string? _path;
    private int _offset;
    private string? _detail;

    /// <summary>Notes an error at a byte of the outermost value; always false, so that a decoder can return it.</summary>
    public bool Fail(SszErrorKind kind, int offset, string detail)
    {
        _kind = kind;
        _offset = offset;
        _detail = detail;
        return false;
    }

    /// <summary>Notes that the error lies in a field; always false.</summary>
    public bool In(string field)
    {
        _path = _path is null ? field : _path[0] == '[' ? field + _path : $"{field}.{_path}";
        return false;
    }

    /// <summary>Notes that the error lies in an element; always false.</summary>
    public bool In(int index) => In($"[{index}]");

    /// <summary>The error as a value.</summary>
    public readonly SszError ToError() => new(_kind, _path ?? "", _offset, _detail ?? "");
}
