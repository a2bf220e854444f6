# SPDX-License-Identifier: GPL-2.0
# bash completion for teardown. Commands, options and rules are asked of the
# program, so that nothing here can be out of date.

_teardown_options()
{
	"$@" -h 2>/dev/null | sed -n 's/^  \(-[^ ].*\|    *--.*\)$/\1/p' |
		grep -oE -- '^ *-[A-Za-z]|--[a-z-]+(\[?=)?' | sed 's/^\(.*\)\[=$/\1\n\1=/'
}

_teardown_commands()
{
	"$1" -h 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

_teardown_rules()
{
	"$1" rules --format=json 2>/dev/null | sed -n 's/^ *"rule": "\([A-Za-z0-9_-]*\)".*/\1/p'
}

# The repository of git: that of -C, else the one it stands in.
_teardown_refs()
{
	git ${1:+-C "$1"} for-each-ref --format='%(refname:short)' refs/tags refs/heads \
		refs/remotes 2>/dev/null
}

_teardown_value()
{
	case $1 in
	--color) echo auto always never ;;
	--confidence) echo low moderate high ;;
	--format)
		case $2 in
		rules) echo text json ;;
		audit | missing) echo text json csv markdown ;;
		*) echo text terse json sarif html github gitlab b4 ;;
		esac ;;
	--rule | -r | --sweep) _teardown_rules "$3" ;;
	--rev | --base) _teardown_refs "$4" ;;
	esac
}

_teardown()
{
	local program=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local command= folder= i words= files=-f

	# "--format=js" comes as three words.
	[[ $cur = '=' ]] && cur=
	[[ $prev = '=' ]] && prev=${COMP_WORDS[COMP_CWORD-2]}

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-C) folder=${COMP_WORDS[++i]} ;;
		-* | = | auto | always | never) ;;
		*) command=${COMP_WORDS[i]}; break ;;
		esac
	done

	words=$(_teardown_value "$prev" "$command" "$program" "$folder")
	if [[ -z $words && $cur = -* ]]; then
		words=$(_teardown_options "$program" $command)
	elif [[ -z $words && -z $command && $prev != -C ]]; then
		words=$(_teardown_commands "$program")
	elif [[ -z $words && $command = rules ]]; then
		words=$(_teardown_rules "$program")
	elif [[ -z $words && $command = lint ]]; then
		words=$(_teardown_refs "$folder")
	fi
	[[ $prev = --kbuild || $prev = -C ]] && files=-d
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} = *= ]] && compopt -o nospace
	[[ ${#COMPREPLY[@]} -gt 0 ]] || mapfile -t COMPREPLY < <(compgen $files -- "$cur")
}

complete -o filenames -F _teardown teardown
