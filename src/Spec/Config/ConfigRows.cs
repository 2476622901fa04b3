using YamlDotNet.Core.Events;

namespace Consensoor.Spec.Config;

/// <summary>Collects the rows of a list of flat mappings from the events of a value; a value of any other shape has none.</summary>
internal sealed class ConfigRows(bool isList)
{
    private readonly List<ConfigRow> _rows = [];
    private Dictionary<string, string>? _row;
    private string? _name;
    private int _line;
    private bool _isFlat = isList;

    /// <summary>Takes an event inside the value and the depth that it leads to.</summary>
    public void Add(ParsingEvent current, int depth)
    {
        switch (current)
        {
            case MappingStart when depth == 2:
                _row = new Dictionary<string, string>(StringComparer.Ordinal);
                _line = ConfigFile.Line(current);
                break;
            case MappingEnd when depth == 1 && _row is not null:
                _rows.Add(new ConfigRow(_line, _row));
                _row = null;
                break;
            case Scalar text when depth == 2 && _row is not null && _name is null:
                _name = text.Value;
                break;
            case Scalar text when depth == 2 && _row is not null:
                _isFlat &= _row.TryAdd(_name!, ConfigFile.TextOf(text));
                _name = null;
                break;
            case SequenceStart when depth == 1:
                break;
            default:
                _isFlat = false;
                break;
        }
    }

    /// <summary>Gives the rows; null where the value is no list of flat mappings.</summary>
    public IReadOnlyList<ConfigRow>? Result() => _isFlat ? _rows : null;
}
