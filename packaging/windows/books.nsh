; Which books this person has opened, from the program's preferences: a JSON file of plain ASCII, one path a line, in
; the list "recent". Only those that are still there are told.
Function un.ReadBooks
  StrCpy $Books ""
  ClearErrors
  FileOpen $R0 "$LOCALAPPDATA\${PROGRAM}\preferences.json" r
  IfErrors done
  StrCpy $R1 0  ; 1 inside the list
  line:
    ClearErrors
    FileRead $R0 $R2
    IfErrors close
    ${un.TrimNewLines} "$R2" $R2
    StrCmp $R2 ' "recent": [' 0 +3
      StrCpy $R1 1
      Goto line
    StrCmp $R1 1 0 line
    StrCpy $R3 $R2 2
    StrCmp $R3 ' ]' close
    Call un.ReadText
    IfFileExists "$R2" 0 line
    StrCpy $Books "$Books$R2$\r$\n"
    Goto line
  close:
  FileClose $R0
  done:
FunctionEnd

; Turn the line in $R2, `  "C:\\Books\\\u5e97.cbook",`, into the text it stands for.
Function un.ReadText
  StrCpy $R3 ""  ; the text
  StrCpy $R4 0  ; where we are: before the first quote
  seek:
    StrCpy $R5 $R2 1 $R4
    IntOp $R4 $R4 + 1
    StrCmp $R5 "" done
    StrCmp $R5 '"' 0 seek
  next:
    StrCpy $R5 $R2 1 $R4
    IntOp $R4 $R4 + 1
    StrCmp $R5 "" done
    StrCmp $R5 '"' done
    StrCmp $R5 '\' escaped
    StrCpy $R3 "$R3$R5"
    Goto next
  escaped:
    StrCpy $R5 $R2 1 $R4
    IntOp $R4 $R4 + 1
    StrCmpS $R5 "u" unit
    StrCpy $R3 "$R3$R5"
    Goto next
  unit:
    StrCpy $R5 $R2 4 $R4
    IntOp $R4 $R4 + 4
    IntFmt $R5 "%c" 0x$R5
    StrCpy $R3 "$R3$R5"
    Goto next
  done:
  StrCpy $R2 $R3
FunctionEnd
